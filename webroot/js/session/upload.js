import { ParleyError } from '../../lib/parley-client.js';

/**
 * Uploads a file and resolves with the attachment. `progress` gets numbers from 0 to 1; `signal`
 * ends it. Rejects with a {@link ParleyError}. (fetch cannot tell how much it has sent.)
 */
export function upload(file, { token, progress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const offline = () =>
      reject(new ParleyError('NETWORK', 'The server cannot be reached', { retryable: true }));
    request.open('POST', '/api/v1/attachments');
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onerror = offline;
    request.onabort = offline;
    request.onload = () => {
      const data = request.response ?? {};
      if (request.status === 201) resolve(data.attachment);
      else reject(new ParleyError(data.code ?? 'NETWORK', data.detail ?? 'Upload failed', {}));
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
