from tests.learning.conftest import listings

__all__ = ["listings"]
