// A chat client: asks one question and prints the answer while it is written.
import { connect, post } from './connect.mjs';

const question = process.argv[2] ?? process.env.PARLEY_QUESTION ?? 'Is anybody there?';
const token =
  process.env.PARLEY_TOKEN ?? (await post('/api/v1/auth/guest', { name: 'Example' })).access_token;

const bus = connect(token, async () => {
  const { conversation } = await command('create_conversation', { title: 'From an example' });
  bus.registerHandler(`parley.chat.conversation.${conversation.id}`, (error, message) => {
    if (error) {
      end(1, `${error.failureType} ${error.message}`);
    } else {
      heard(message.body);
    }
  });
  await command('send_message', {
    conversation_id: conversation.id,
    content: question,
    message_type: 'user',
  });
});

function heard({ type, data }) {
  switch (type) {
    case 'stream_content':
      process.stdout.write(data.content);
      break;
    case 'stream_complete':
      end(0, '');
      break;
    case 'stream_failed':
    case 'stream_stopped':
      end(1, data.error ?? type);
      break;
    default: // There is more that a chat client would show.
  }
}

/** The data of the answer. */
function command(type, data) {
  return new Promise((resolve) => {
    bus.send('parley.chat', { type, data }, (error, answer) => {
      if (error) {
        end(1, `${error.failureType} ${error.message}`);
      } else {
        resolve(answer.body.data);
      }
    });
  });
}

function end(code, text) {
  process.stdout.write(`${text}\n`, () => process.exit(code));
}
