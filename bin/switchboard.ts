import { createApp } from '../lib/create-app';
import { synthesizeApp } from '../lib/synthesize-app';

synthesizeApp(() => createApp());
