"""Pure drawing: a view of the world in, rows of styled cells out.  Knows neither app nor clock."""
