import { on } from './dom';

on('click', '[data-print]', () => window.print());
