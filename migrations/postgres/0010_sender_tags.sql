-- What makes the tags of senders, in 64 hexadecimal digits: one row, made at first use. Beside it, when
-- the mail server last refused such a sender, in milliseconds since 1970, and its words; null where it takes them.
CREATE TABLE sender_tags (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  secret TEXT NOT NULL,
  refused_at BIGINT,
  refusal TEXT
);
