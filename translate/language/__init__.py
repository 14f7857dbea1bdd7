"""What is known about English and Chinese: detection, numbers, losses, typography, terms."""
