"""From raw articles to enriched ones: language, entities, topics and fingerprint."""

import os

# The matrices of an article are small, and a worker has one core: a second thread would wait in a loop for work, at the
# expense of the other workers. Set before numpy is first imported; whoever set it otherwise is believed.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
