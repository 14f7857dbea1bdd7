"""What the machine has: processors, a device for models, an allocator that keeps what it got."""

import ctypes
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


_ALLOCATOR = {-3: 32 << 20, -1: 256 << 20}  # M_MMAP_THRESHOLD, the most it takes; M_TRIM_THRESHOLD; bytes


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def keep_memory() -> None:
    """Let the allocator keep what a model frees between two steps, where that is glibc's.

    Else each step of a beam search maps its buffers anew and gives them back: millions of page faults, which
    took more time than the model itself (six sentences, four beams: 28 seconds, and 12 without them).
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library, or another system
        return
    for setting, size in _ALLOCATOR.items():
        mallopt(setting, size)


def device() -> str:
    """``cuda`` where CTranslate2 sees a GPU, else ``cpu``; ``DUIYI_DEVICE`` may say which."""
    import ctranslate2

    asked = os.environ.get("DUIYI_DEVICE", "")
    return asked or ("cuda" if ctranslate2.get_cuda_device_count() > 0 else "cpu")
