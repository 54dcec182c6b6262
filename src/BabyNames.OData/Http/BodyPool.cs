using Microsoft.Extensions.ObjectPool;

namespace BabyNames.ODataEngine.Http;

/// <summary>Bodies of answers, which are sent when all of them is there: a fault on the way is then no half answer, and a
/// client that reads slowly keeps no connection to the database. Used again, as a page takes megabytes.</summary>
internal static class BodyPool
{
    public static ObjectPool<MemoryStream> Create() => new DefaultObjectPool<MemoryStream>(new Policy());

    private sealed class Policy : PooledObjectPolicy<MemoryStream>
    {
        /// <summary>Bytes. A page of 10,000 rows has two million.</summary>
        private const int Largest = 4 * 1024 * 1024;

        public override MemoryStream Create() => new();

        public override bool Return(MemoryStream body)
        {
            body.SetLength(0);
            return body.Capacity <= Largest;
        }
    }
}
