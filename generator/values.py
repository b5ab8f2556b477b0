"""What single values of the content may be, wherever in it they stand."""

from typing import Annotated

from msgspec import Meta

from generator.identity import whole

Text = Annotated[str, Meta(min_length=1, pattern=r"\S")]
Name = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
Slug = Annotated[str, Meta(pattern=whole(r"[a-z0-9]+(?:-[a-z0-9]+)*"), max_length=80)]
