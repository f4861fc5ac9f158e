/** How something stands; said by colour, by shape and by text, never by colour alone. */
export type Tone = 'good' | 'warn' | 'bad' | 'brand' | 'idle';
