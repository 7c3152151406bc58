-- What models were used for. People who are gone stay in the accounts.
CREATE TABLE usage_days (
  user_id           bigint NOT NULL,
  day               date NOT NULL,
  provider          text NOT NULL,
  model             text NOT NULL,
  requests          bigint NOT NULL,
  prompt_tokens     bigint NOT NULL,
  completion_tokens bigint NOT NULL,
  -- Millionths of the currency, at the price of then.
  cost_micros       bigint NOT NULL,
  -- Requests whose tokens we counted, and those of models without a price.
  estimated         bigint NOT NULL,
  unpriced          bigint NOT NULL,
  PRIMARY KEY (user_id, day, provider, model)
) WITH (fillfactor = 80);
CREATE INDEX usage_days_day ON usage_days (day);

-- Calls under way. Whoever deletes the row writes what it used, so that no call counts twice.
CREATE TABLE usage_open (
  id            text PRIMARY KEY,
  generation_id bigint,
  user_id       bigint NOT NULL,
  day           date NOT NULL,
  tokens        bigint NOT NULL,
  cost_micros   bigint NOT NULL,
  provider      text,
  model         text,
  prompt_tokens bigint NOT NULL DEFAULT 0,
  opened_at     timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz NOT NULL
);
CREATE INDEX usage_open_user ON usage_open (user_id);
