// A server of the Model Context Protocol, made with the official SDK, that does what tests want.
// node server.mjs <node_modules> stdio | http <port>
import {createServer} from 'node:http';
import {randomUUID} from 'node:crypto';
import {pathToFileURL} from 'node:url';

const [modules, kind, port] = process.argv.slice(2);
const sdk = (path) =>
  import(pathToFileURL(`${modules}/@modelcontextprotocol/sdk/dist/esm/${path}.js`));
const {Server} = await sdk('server/index');
const {CallToolRequestSchema, ListToolsRequestSchema} = await sdk('types');

const plain = {type: 'object', properties: {}};
const happened = {begun: [], stopped: []};
const text = (said) => ({content: [{type: 'text', text: said}]});
const tools = [
  {
    name: 'echo',
    description: 'Says it again',
    inputSchema: {type: 'object', properties: {said: {type: 'string'}}, required: ['said']},
    annotations: {readOnlyHint: true},
    call: ({said}) => text(said),
  },
  {name: 'environment', call: () => text(JSON.stringify(process.env))},
  {name: 'fail', call: () => ({...text('no such file'), isError: true})},
  {name: 'refuse', call: () => { throw new Error('internal detail'); }},
  {name: 'die', call: () => process.exit(3)},
  {name: 'silent', call: () => new Promise(() => {})},
  {
    name: 'patient',
    call: (_, signal) => new Promise(() => {
      happened.begun.push('');
      signal.addEventListener('abort', () => happened.stopped.push(String(signal.reason)));
    }),
  },
  {
    name: 'until',
    call: async ({what, count}) => {
      while (happened[what].length < count) {
        await new Promise((soon) => setTimeout(soon, 5));
      }
      return text(happened[what].join());
    },
  },
  {
    name: 'garbage',
    call: () => {
      console.log('a log line\n{"half":\nnull\n[]\n{}\n\n"\u0000"');
      return text('fine');
    },
  },
  {name: 'errors', call: () => { console.error('x'.repeat(100_000)); return text('fine'); }},
  {name: 'huge', call: () => text('x'.repeat(9 << 20))},
  {name: 'odd name/with.dots', call: () => text('odd')},
  {name: 'n'.repeat(100), call: () => text('long')},
  {name: 'pid', call: () => text(String(process.pid))},
  {
    name: 'mixed',
    call: () => ({
      content: [
        {type: 'text', text: 'look:'},
        {type: 'image', data: 'AAAA', mimeType: 'image/png'},
        {type: 'resource_link', name: 'more', uri: 'https://example.org/more'},
        {type: 'resource', resource: {uri: 'file:///a', text: 'inside'}},
      ],
    }),
  },
];

function make() {
  const server = new Server(
    {name: 'test', version: '1'},
    {capabilities: {tools: {listChanged: true}}},
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({call, ...tool}) => ({inputSchema: plain, ...tool})),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({params}, {signal}) => {
    if (params.name === 'grow') {
      tools.push({name: 'later', call: () => text('later')});
      await server.sendToolListChanged();
      return text('grown');
    }
    return tools.find(({name}) => name === params.name).call(params.arguments ?? {}, signal);
  });
  return server;
}
tools.push({name: 'grow'});

if (kind === 'stdio') {
  const {StdioServerTransport} = await sdk('server/stdio');
  await make().connect(new StdioServerTransport());
} else {
  const {StreamableHTTPServerTransport} = await sdk('server/streamableHttp');
  const sessions = new Map();
  createServer(async (request, response) => {
    if (request.headers.authorization !== 'Bearer t0ken') {
      response.writeHead(401).end();
      return;
    }
    const id = request.headers['mcp-session-id'];
    let transport = sessions.get(id);
    if (id && !transport) {
      response.writeHead(404).end();
      return;
    }
    if (!transport) {
      transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (made) => sessions.set(made, transport),
      });
      await make().connect(transport);
    }
    await transport.handleRequest(request, response);
  }).listen(Number(port), '127.0.0.1', () => console.log('listening'));
}
