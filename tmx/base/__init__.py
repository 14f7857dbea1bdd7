"""The ground all stand on: errors, files, decoding, scripts and tags, XML and zip without trust, stores."""
