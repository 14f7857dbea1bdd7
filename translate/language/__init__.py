"""Facts about English and Chinese: detection, numbers, losses, typography, terms."""
