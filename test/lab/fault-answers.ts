/** How faults look from outside. */
import { json } from './http.ts';
import type { Limited } from './requests.ts';

export const limited = ({ status, retryAfter }: Limited): Response =>
  json({ message: 'You have exceeded a secondary rate limit.' }, status, {
    'retry-after': String(retryAfter),
  });

export const badGateway = (): Response =>
  new Response('<html><body>502 Bad Gateway</body></html>', {
    status: 502,
    headers: { 'content-type': 'text/html' },
  });
