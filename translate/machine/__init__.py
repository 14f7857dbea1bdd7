"""The machine: processors, devices, worker processes, progress bars."""
