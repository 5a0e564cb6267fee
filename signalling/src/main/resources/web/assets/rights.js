/** Whether you may go on air, choose the programme and look after comments; the server decides. */
export const mayDirect = ({ grants, you }) => grants.moderate || you?.role === 'broadcaster';
