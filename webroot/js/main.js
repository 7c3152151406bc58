import { startApp } from './app.js';
import { Session } from './session/session.js';
import { signInView } from './session/sign-in.js';

const session = new Session();
const root = document.getElementById('root');
let app = null;

function show() {
  app?.stop();
  app = session.user ? startApp(session) : null;
  root.replaceChildren(app ? app.element : signInView(session));
}

session.on('signed_in', show);
session.on('signed_out', () => {
  // The next person to sign in here should not be sent to this one's conversation.
  history.replaceState(null, '', location.pathname);
  show();
});
show();
