package dev.parley.generationlog.redis;

import dev.parley.redis.Script;

/**
 * What Redis does for the log as one step. Keys are the stream and the fence, which holds the epoch
 * that may append. They answer with words and never raise: one error would fail a whole batch.
 */
final class Scripts {
  static final String DONE = "DONE";

  /** Another owner has it, or another text has the place. */
  static final String FENCED = "FENCED";

  /**
   * Arguments: epoch, first sequence number, milliseconds to live, most chunks, then the contents.
   * The other answers are LOST, when what comes before is not there; FULL; FAILED.
   */
  static final Script APPEND =
      new Script(
          """
          local function append()
            local epoch, first = tonumber(ARGV[1]), tonumber(ARGV[2])
            local fence = redis.call('GET', KEYS[2])
            if fence and tonumber(fence) > epoch then return 'FENCED' end
            if not fence and first > 1 then return 'LOST' end
            local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', '1')[1]
            local last = newest and tonumber(string.match(newest[1], '^%d+')) or 0
            if last < first - 1 then return 'LOST' end
            if first + #ARGV - 5 > tonumber(ARGV[4]) then return 'FULL' end
            for i = 5, #ARGV do
              local seq = first + i - 5
              local id = string.format('%d-0', seq)
              if seq > last then
                redis.call('XADD', KEYS[1], id, 'epoch', ARGV[1], 'content', ARGV[i])
              else
                local there = redis.call('XRANGE', KEYS[1], id, id)[1]
                if not there or there[2][4] ~= ARGV[i] then return 'FENCED' end
              end
            end
            redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            return 'DONE'
          end
          local ran, answer = pcall(append)
          return ran and answer or 'FAILED'
          """);

  /**
   * Arguments: the new epoch, the first sequence number to read, milliseconds to live. Answers the
   * entries from there on. A Redis whose memory is full takes no fence, and no append either.
   */
  static final Script SEAL =
      new Script(
          """
          local fence = redis.call('GET', KEYS[2])
          if not fence or tonumber(fence) < tonumber(ARGV[1]) then
            redis.pcall('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
          end
          return redis.call('XRANGE', KEYS[1], ARGV[2], '+')
          """);

  private Scripts() {}
}
