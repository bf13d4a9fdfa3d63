"""`make bench`: what every page costs beside a bare one, on both databases. See docs/benchmarks.md."""
