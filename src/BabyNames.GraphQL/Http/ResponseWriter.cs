using System.Buffers;
using System.Text.Json;
using GraphQL;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.ObjectPool;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Writes answers whole before they are sent: a failure on the way is then no half answer.</summary>
internal sealed class ResponseWriter(JsonSerializerOptions options)
{
    private readonly ObjectPool<ArrayBufferWriter<byte>> _buffers = new DefaultObjectPool<ArrayBufferWriter<byte>>(new BufferPolicy());

    /// <param name="keep">Told the bytes of the answer; null when nobody wants them.</param>
    public async Task WriteAsync(HttpContext http, ExecutionResult result, string mediaType, int status, Action<byte[]>? keep = null)
    {
        var buffer = _buffers.Get();
        try
        {
            using (var json = new Utf8JsonWriter(buffer))
                JsonSerializer.Serialize(json, result, options);
            keep?.Invoke(buffer.WrittenSpan.ToArray());
            await WriteAsync(http, buffer.WrittenMemory, mediaType, status);
        }
        finally
        {
            _buffers.Return(buffer);
        }
    }

    public static async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> answer, string mediaType, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = MediaTypes.WithCharset(mediaType);
        http.Response.ContentLength = answer.Length;
        await http.Response.BodyWriter.WriteAsync(answer, http.RequestAborted);
    }

    private sealed class BufferPolicy : PooledObjectPolicy<ArrayBufferWriter<byte>>
    {
        private const int Largest = 1024 * 1024;

        public override ArrayBufferWriter<byte> Create() => new();

        public override bool Return(ArrayBufferWriter<byte> buffer)
        {
            buffer.ResetWrittenCount();
            return buffer.Capacity <= Largest;
        }
    }
}
