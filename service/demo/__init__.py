"""A school to look at. The procedure really runs; only the clock is the demo's own."""
