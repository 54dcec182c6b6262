import { render } from 'preact';
import { App } from './app';
import './main.css';
import { followLinks } from './route';

followLinks();
const root = document.getElementById('app')!;
root.replaceChildren();
render(<App />, root);
