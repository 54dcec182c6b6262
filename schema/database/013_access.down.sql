DROP TABLE admin_actions;
DROP TRIGGER notify_api_keys_changed ON api_keys;
DROP FUNCTION notify_key_changed();
