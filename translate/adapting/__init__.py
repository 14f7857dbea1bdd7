"""``duiyi models adapt``: a package tuned on a user's own memories."""
