"""From evidence to beads: anchors, the search, doubts, moved passages, mining."""
