"""What translates: the protocols, Argos packages, the embedded translator, and care taken over both."""
