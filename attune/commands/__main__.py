"""`python -m attune.commands` is `attune`."""

import sys

from attune.commands import main

sys.exit(main())
