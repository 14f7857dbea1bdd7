"""How the aligner's numbers were found: the encoder's space, the weights. Not used at run time."""
