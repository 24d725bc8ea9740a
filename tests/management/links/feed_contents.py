"""What feeds and sitemaps look like."""

RSS = "application/rss+xml"
XML = "application/xml"


def rss(*links: str, dates: tuple[str, ...] = ()) -> bytes:
    """A feed of some links, the first *dates* of them with their dates."""
    padded = (*dates, *[""] * (len(links) - len(dates)))
    items = "".join(
        f"<item><title>T</title><link>{link}</link>{f'<pubDate>{date}</pubDate>' if date else ''}</item>"
        for link, date in zip(links, padded, strict=True)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def sitemap(*links: str, root: str = "urlset", entry: str = "url") -> bytes:
    entries = "".join(f"<{entry}><loc>{link}</loc></{entry}>" for link in links)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><{root} xmlns="{space}">{entries}</{root}>'.encode()
