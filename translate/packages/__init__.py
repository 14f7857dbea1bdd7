"""Packages of engines: installing, verifying, measuring."""
