import { render } from 'preact';
import './main.css';
import './console/console.css';
import { currentRoute, handleLinkClicks, isConsolePath } from './route';

handleLinkClicks();
const root = document.getElementById('app')!;
// A page loads only the code of its own application.
const Application = isConsolePath(currentRoute().path)
  ? (await import('./console/Console')).Console
  : (await import('./app')).App;
root.replaceChildren();
render(<Application />, root);
