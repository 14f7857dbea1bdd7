"""How the aligner's numbers were found: the encoder's space, the weights of the evidence. Not used at run time."""
