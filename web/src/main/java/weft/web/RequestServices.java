package weft.web;

import weft.hub.FileWork;
import weft.web.forms.FormLimits;
import weft.web.forms.MultipartLimits;
import weft.web.json.JsonCodec;

/// What the requests of a running app share.
///
/// @param codec how JSON is read and written
/// @param files where work on files is done
/// @param forms what an urlencoded form may have unless its handler says otherwise
/// @param multipart what a multipart form may have unless its handler says otherwise
record RequestServices(
    JsonCodec codec, FileWork files, FormLimits forms, MultipartLimits multipart) {}
