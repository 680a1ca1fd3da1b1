"""How many posts an answer has, in words, and how sure they are: needed, enough, or the cheapest that was found."""

from sim.experiment.staffing import Answer


def so_many_posts(answer: Answer, posts: int) -> str:
    """The beginning of a sentence about the posts of a plan, no stronger than its certificate."""
    certificate = answer.certificate
    if not certificate.met:
        return f"The cheapest plan found has {posts} posts"
    needed = certificate.fewer and all(item.verdict == "needed" for item in certificate.fewer)
    return f"{posts} posts are {'needed' if needed else 'enough'}"


def than_today(more: int) -> str:
    """How many posts more than today, in words."""
    return f"{abs(more)} {'more' if more > 0 else 'fewer'} than today" if more else "as many as today"
