import { Sequence } from './sequence.js';

const ENDED_KEPT = 64;
const EARLY_KEPT = 512;
const TERMINAL = new Set(['stream_complete', 'stream_failed', 'stream_stopped']);

/** The epoch of a generation that somebody writes; null while it is queued, which is epoch 0. */
const claimed = (epoch) => epoch || null;

/**
 * Where this client stands: the feed position of each followed conversation, and the chunk position
 * of each running generation. It decides which frames may be shown now; it sends nothing. What it
 * finds missing it tells to `onGap(kind, id)`, kind being `conversations` or `generations`.
 */
export class Feeds {
  #conversations = new Map();
  #generations = new Map();
  /** Ids of generations that ended lately, so that a straggling chunk does not revive them. */
  #ended = new Set();
  #onGap;

  constructor(onGap) {
    this.#onGap = onGap;
  }

  /** From the `data` of a `join_conversation` ack. Returns held frames that follow it. */
  follow({ conversation, running = [] }) {
    const frames = [];
    const known = this.#conversations.get(conversation.id);
    if (known) frames.push(...known.moveTo(Math.max(known.last, conversation.seq ?? 0)));
    else this.#conversations.set(conversation.id, new Sequence(conversation.seq ?? 0));
    const alive = new Set(running.map(({ generation }) => generation.id));
    for (const [id, stream] of this.#generations) {
      if (stream.conversationId === conversation.id && !alive.has(id)) this.#generations.delete(id);
    }
    for (const { generation } of running) {
      const stream = this.#stream(generation.id, conversation.id);
      stream.epoch = claimed(generation.epoch);
      stream.lost = false;
      frames.push(...stream.sequence.moveTo(generation.last_seq ?? 0), ...this.#start(stream));
    }
    return frames;
  }

  unfollow(conversationId) {
    this.#conversations.delete(conversationId);
    for (const [id, stream] of this.#generations) {
      if (stream.conversationId === conversationId) this.#generations.delete(id);
    }
  }

  /** The `data` of a `resume` for everything, or for one thing of a kind. */
  positions(kind, only) {
    const all = { conversations: {}, generations: {} };
    for (const [id, sequence] of this.#conversations) all.conversations[id] = sequence.last;
    for (const [id, { sequence, epoch }] of this.#generations) {
      all.generations[id] = epoch == null ? sequence.last : { seq: sequence.last, epoch };
    }
    if (!kind) return all;
    const one = { conversations: {}, generations: {} };
    if (all[kind][only] !== undefined) one[kind][only] = all[kind][only];
    return one;
  }

  get followed() {
    return [...this.#conversations.keys()];
  }

  hasGap(kind, id) {
    if (kind === 'conversations') return this.#conversations.get(id)?.gap ?? false;
    const stream = this.#generations.get(id);
    return stream !== undefined && (stream.lost || !stream.started || stream.sequence.gap);
  }

  conversationOf(kind, id) {
    return kind === 'conversations' ? id : this.#generations.get(id)?.conversationId;
  }

  /** Takes an event frame and returns the frames to show now, in order. */
  accept(frame) {
    const { type, data } = frame;
    if (type === 'resumed') return this.#resumed(frame);
    const feed = this.#conversations.get(data?.conversation_id);
    if (!feed) return [frame];
    if (type === 'stream_content') return this.#chunk(frame);
    // Member events travel another way than the feed and may overtake it: they do not count.
    if (data.seq == null || type === 'message_added') return this.#delivered([frame]);
    const ready = this.#delivered(feed.offer(data.seq, frame));
    if (feed.gap) this.#onGap('conversations', data.conversation_id);
    return ready;
  }

  #chunk(frame) {
    const { generation_id: id, conversation_id: conversationId, epoch, seq } = frame.data;
    if (this.#ended.has(id)) return [];
    const stream = this.#stream(id, conversationId);
    if (epoch != null && stream.epoch != null && epoch !== stream.epoch) {
      if (epoch > stream.epoch) {
        stream.lost = true;
        this.#onGap('generations', id);
      }
      return [];
    }
    stream.epoch ??= epoch;
    // Until its start is known there is no message to show it in: held like an early one.
    if (!stream.started) {
      stream.early.push(frame);
      if (stream.early.length > EARLY_KEPT) stream.early.shift();
      this.#onGap('generations', id);
      return [];
    }
    const ready = stream.sequence.offer(seq, frame);
    if (stream.sequence.gap) this.#onGap('generations', id);
    return ready;
  }

  #resumed(frame) {
    const { data } = frame;
    if (data.generation_id == null) {
      const feed = this.#conversations.get(data.conversation_id);
      if (feed && !data.recovered) feed.reset(data.seq ?? 0);
      return [frame];
    }
    const stream = this.#stream(data.generation_id, data.conversation_id);
    stream.epoch = claimed(data.epoch) ?? stream.epoch;
    stream.lost = false;
    const started = this.#start(stream);
    if (data.recovered) return [frame, ...started];
    stream.sequence.reset(data.seq ?? 0);
    return [frame, ...started.filter((early) => early.data.seq > stream.sequence.last)];
  }

  /** Notes starts and ends among frames that are shown now; a start releases its early chunks. */
  #delivered(frames) {
    return frames.flatMap((frame) => {
      const { generation_id: id, conversation_id: conversationId, epoch } = frame.data;
      if (frame.type === 'stream_start') {
        const stream = this.#stream(id, conversationId);
        stream.epoch = claimed(epoch) ?? stream.epoch;
        return [frame, ...this.#start(stream)];
      }
      if (TERMINAL.has(frame.type)) this.#end(id);
      return [frame];
    });
  }

  #start(stream) {
    stream.started = true;
    return stream.early.splice(0).flatMap((early) => stream.sequence.offer(early.data.seq, early));
  }

  #end(id) {
    this.#generations.delete(id);
    this.#ended.add(id);
    if (this.#ended.size > ENDED_KEPT) this.#ended.delete(this.#ended.values().next().value);
  }

  #stream(id, conversationId) {
    if (!this.#generations.has(id)) {
      const sequence = new Sequence();
      const fresh = {
        conversationId,
        epoch: null,
        started: false,
        lost: false,
        early: [],
        sequence,
      };
      this.#generations.set(id, fresh);
    }
    return this.#generations.get(id);
  }
}
