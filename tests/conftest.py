"""Settings that every test shares."""

from hypothesis import settings

# Machines are shared: how long an example takes says nothing.
settings.register_profile("sheaf", deadline=None)
settings.load_profile("sheaf")
