using System.Buffers;
using System.Text.Json;
using GraphQL;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.ObjectPool;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Writes responses. A response is serialized before it is sent, so that an error does not leave a partial response.</summary>
internal sealed class ResponseWriter(JsonSerializerOptions options)
{
    private readonly ObjectPool<ArrayBufferWriter<byte>> _buffers = new DefaultObjectPool<ArrayBufferWriter<byte>>(new BufferPolicy());

    /// <summary>Writes a result as the response.</summary>
    /// <param name="store">Stores the bytes of the response in a cache; null to store nothing.</param>
    public async Task WriteAsync(HttpContext http, ExecutionResult result, string mediaType, int status, Action<byte[]>? store = null)
    {
        var buffer = _buffers.Get();
        try
        {
            using (var json = new Utf8JsonWriter(buffer))
                JsonSerializer.Serialize(json, result, options);
            store?.Invoke(buffer.WrittenSpan.ToArray());
            await WriteAsync(http, buffer.WrittenMemory, mediaType, status);
        }
        finally
        {
            _buffers.Return(buffer);
        }
    }

    /// <summary>Writes the bytes of a response.</summary>
    public static async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> body, string mediaType, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = MediaTypes.WithCharset(mediaType);
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }

    private sealed class BufferPolicy : PooledObjectPolicy<ArrayBufferWriter<byte>>
    {
        /// <summary>Maximum bytes of a buffer in the pool.</summary>
        private const int MaxPooledBytes = 1024 * 1024;

        public override ArrayBufferWriter<byte> Create() => new();

        public override bool Return(ArrayBufferWriter<byte> buffer)
        {
            buffer.ResetWrittenCount();
            return buffer.Capacity <= MaxPooledBytes;
        }
    }
}
