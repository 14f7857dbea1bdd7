"""What the machine has: processors, a device for models, and how its allocator behaves."""

import ctypes
import os

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h of glibc
_MMAP = 32 << 20  # bytes; the most that glibc takes


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def keep_ram(trim: int = 256 << 20) -> None:
    """Let the allocator keep what is freed, where it is glibc's, rather than give it back to the system.

    Otherwise each step of a beam search maps its buffers and gives them back: millions of page faults, which
    took more time than the model itself (six sentences, four beams: 28 seconds, and 12 without them).

    :param trim: bytes that may lie free at the end of the heap.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library, or another system
        return
    mallopt(_M_MMAP_THRESHOLD, _MMAP)
    mallopt(_M_TRIM_THRESHOLD, trim)


def device() -> str:
    """``cuda`` where CTranslate2 sees a GPU, else ``cpu``; ``DUIYI_DEVICE`` may say which."""
    import ctranslate2

    asked = os.environ.get("DUIYI_DEVICE", "")
    return asked or ("cuda" if ctranslate2.get_cuda_device_count() > 0 else "cpu")
