"""The best alignment under given scores, and the probability of each bead in it."""
