namespace BabyNames.Server.Notifications;

/// <summary>Channels of NOTIFY. The payload is the id of the changed row, except for <see cref="Statistics"/>.</summary>
internal static class NotificationChannels
{
    public const string Jobs = "babynames_jobs_changed";
    public const string Datasets = "babynames_datasets_changed";

    /// <summary>Channel for refreshed statistics. Its notifications have no payload.</summary>
    public const string Statistics = "babynames_statistics";

    public static readonly IReadOnlyList<string> All = [Jobs, Datasets, Statistics];
}
