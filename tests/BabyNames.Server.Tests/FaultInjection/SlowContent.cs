using System.Net;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>A request body that is sent slowly.</summary>
internal sealed class SlowContent(byte[] content, TimeSpan time) : HttpContent
{
    private const int Pieces = 50;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        foreach (var piece in content.Chunk(content.Length / Pieces + 1))
        {
            await stream.WriteAsync(piece);
            await stream.FlushAsync();
            await Task.Delay(time / Pieces);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = content.Length;
        return true;
    }
}
