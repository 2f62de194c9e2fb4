"""A loopback world of news sites, many of them unpleasant, and how one collecting process fares in it."""
