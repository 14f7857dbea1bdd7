"""Many pairs of documents in one go: on all cores, on a cluster, resumed where they were left."""
