/** The message an answer will be written into, as far as it is known at the start. */
export function placeholder(generation) {
  const fields = {
    id: generation.message_id,
    conversation_id: generation.conversation_id,
    parent_id: generation.parent_id,
    message_type: 'assistant',
    sender_id: null,
    content: '',
    status: 'generating',
    created_at: new Date().toISOString(),
    generation_id: generation.id,
  };
  return generation.model ? { ...fields, model: generation.model } : fields;
}
