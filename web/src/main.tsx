import { render } from 'preact';
import './main.css';
import './console/console.css';
import { followLinks, here, isConsole } from './route';

followLinks();
const root = document.getElementById('app')!;
// Either application is loaded without the other.
const Application = isConsole(here().path) ? (await import('./console/Console')).Console : (await import('./app')).App;
root.replaceChildren();
render(<Application />, root);
