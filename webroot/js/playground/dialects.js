/**
 * The dialects and what a client of each sends. A sample is `{name, frame}` or `{name, bytes}` for
 * the socket, or `{name, http: {method, path, body}}` for a call besides. `frame` is made from what
 * is known: `token`, `id` (the client's own), and the ids that the server told last: `conversation`,
 * `message`, `generation`, `chat`.
 */
const parley = (type, data) => ({
  name: type,
  frame: (known) => ({ type, id: known.next(), data: data?.(known) }),
});
const inConversation = ({ conversation }) => ({ conversation_id: conversation });

/** A red PNG of one pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';
const pixelBytes = () => Uint8Array.from(atob(PIXEL), (char) => char.charCodeAt(0));

export const DIALECTS = [
  {
    id: 'parley',
    title: 'Parley’s own, and system 5',
    path: () => '/api/v1/chat/ws',
    options: [],
    samples: [
      { name: 'auth', frame: ({ token }) => ({ type: 'auth', token }) },
      parley('create_conversation', () => ({ title: 'From the playground' })),
      parley('send_message', (known) => ({
        ...inConversation(known),
        content: 'Hello, AI!',
        message_type: 'user',
      })),
      parley('stop', inConversation),
      parley('regenerate', ({ message }) => ({ message_id: message })),
      parley('feedback', ({ message }) => ({ message_id: message, rating: 'up' })),
      parley('join_conversation', inConversation),
      parley('leave_conversation', inConversation),
      parley('typing', (known) => ({ ...inConversation(known), is_typing: true })),
      parley('load_messages', (known) => ({ ...inConversation(known), limit: 20 })),
      parley('list_conversations', () => ({ limit: 10 })),
      parley('resume', ({ conversation }) => ({ conversations: { [conversation]: 0 } })),
      parley('subscribe_status', () => ({ subscribe: true })),
      parley('tool_confirm', (k) => ({ confirmation_id: k.confirmation, allow: true })),
      parley('ping'),
    ],
  },
  {
    id: 'sessions',
    title: 'System 1: sessions and images',
    path: ({ id }) => `/ws/${encodeURIComponent(id)}`,
    options: ['dialect', 'token'],
    samples: [
      {
        name: 'message',
        frame: () => ({ type: 'message', content: 'Hello', session_id: 'first' }),
      },
      {
        name: 'another session',
        frame: () => ({ type: 'message', content: 'Hello again', session_id: 'second' }),
      },
      {
        name: 'image as data URL',
        frame: () => ({
          type: 'message',
          content: 'What is this?',
          image: `data:image/png;base64,${PIXEL}`,
        }),
      },
      { name: 'image as binary', bytes: pixelBytes },
      {
        name: 'feedback',
        frame: ({ message }) => ({ type: 'feedback', message_id: message, feedback: 'up' }),
      },
      {
        name: 'list sessions',
        http: ({ id }) => ({ method: 'GET', path: `/sessions/${encodeURIComponent(id)}` }),
      },
      {
        name: 'delete sessions',
        http: ({ id }) => ({ method: 'DELETE', path: `/sessions/${encodeURIComponent(id)}` }),
      },
    ],
  },
  {
    id: 'actions',
    title: 'System 2: chats and tokens',
    path: ({ id }) => `/ws/${encodeURIComponent(id)}`,
    options: ['dialect', 'token'],
    samples: [
      {
        name: 'new chat',
        http: ({ id }) => ({
          method: 'POST',
          path: '/api/chats',
          body: { user_id: id, title: 'From the playground' },
        }),
      },
      {
        name: 'send_message',
        frame: ({ chat }) => ({
          action: 'send_message',
          chat_id: String(chat),
          content: 'Your message here',
          response_model: false,
        }),
      },
      {
        name: 'whole answer',
        frame: ({ chat }) => ({
          action: 'send_message',
          chat_id: String(chat),
          content: 'Your message here',
          response_model: true,
        }),
      },
      {
        name: 'stop',
        frame: ({ generation }) => ({ action: 'stop', task_id: String(generation) }),
      },
      {
        name: 'list chats',
        http: ({ id }) => ({ method: 'GET', path: `/api/users/${encodeURIComponent(id)}/chats` }),
      },
      { name: 'read chat', http: ({ chat }) => ({ method: 'GET', path: `/api/chats/${chat}` }) },
    ],
  },
  {
    id: 'events',
    title: 'System 3: events and figures',
    path: () => '/ws/chat',
    options: ['dialect', 'stream', 'token'],
    samples: [
      { name: 'user_message', frame: () => ({ event: 'user_message', message: 'Hello' }) },
      {
        name: 'into a chat',
        frame: ({ chat }) => ({ event: 'user_message', message: 'And then?', chat_id: chat }),
      },
      {
        name: 'in pieces',
        frame: () => ({ event: 'user_message', message: 'Tell me more', stream: true }),
      },
      { name: 'list chats', http: () => ({ method: 'GET', path: '/chats' }) },
      { name: 'stats', http: () => ({ method: 'GET', path: '/stats' }) },
    ],
  },
  {
    id: 'commands',
    title: 'System 4: slash commands',
    path: ({ auth }) => (auth ? '/ws/chat/auth' : '/ws/chat'),
    options: ['auth', 'dialect', 'stream', 'token'],
    samples: [
      'Hello',
      '/help',
      '/summarize',
      '/analyze text="What a lovely day"',
      '/translate text="Good morning" target_language="Spanish"',
      '/setcontext text="Answer in one sentence."',
      '/getcontext',
      '/clearcontext',
      '/clear',
    ].map((message) => ({ name: message.split(' ')[0], frame: () => ({ message }) })),
  },
];

/** The socket's URL at a server, for what is chosen: `id`, `auth`, `dialect`, `stream`, `token`. */
export function socketUrl(base, dialect, chosen) {
  const url = new URL(dialect.path(chosen), base);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const asked = (option) => chosen[option] && dialect.options.includes(option);
  if (asked('dialect')) url.searchParams.set('dialect', dialect.id);
  if (asked('stream')) url.searchParams.set('stream', 'true');
  if (asked('token') || asked('auth')) url.searchParams.set('token', chosen.bearer ?? '');
  return url.href;
}
