"""The storefront: an open catalogue of plain files, written to a folder, WebDAV, S3 or SFTP.

`pages`, `site`, `linked`, `feeds`, `beckn` and `picture` turn the public views into files and know no network; `store`
says what a place must be able to do, and `folder`, `webdav`, `s3` and `sftp` do it; `target` publishes.
"""
