using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

[Description("A piece of work in the queue: a file to read, or to read again.")]
public sealed class Job
{
    [Description("Stable identifier.")]
    public Guid Id { get; init; }

    [Description("The dataset that the job works on.")]
    public Guid? DatasetId { get; init; }

    [Description("The dataset that the job works on.")]
    public Dataset? Dataset { get; init; }

    [AllowedValues("parse_dataset", "reprocess_dataset")]
    [Description("parse_dataset reads a new file, reprocess_dataset reads a known one again.")]
    public string Type { get; init; } = "";

    [AllowedValues("queued", "running", "completed", "failed")]
    [Description("queued, then running, then completed or failed; queued again when an attempt is to be repeated.")]
    public string Status { get; init; } = "";

    [Description("What the job was asked to do: country, parser, reason.")]
    public string? Payload { get; init; }

    [Description("Attempts begun so far.")]
    public int Attempts { get; init; }

    [Description("Attempts after which the job fails.")]
    public int MaxAttempts { get; init; }

    [Description("Why the last attempt did not succeed; begins with BN306 when an admin cancelled the job. Null if none failed.")]
    public string? LastError { get; init; }

    [Description("Not before this time is the next attempt. Null when it is due at once.")]
    public DateTimeOffset? NextRetryAt { get; init; }

    [Description("When the worker last said that it is alive. Null unless running.")]
    public DateTimeOffset? LockedAt { get; init; }

    /// <summary>Worker that runs the job. Not shown: it names a host.</summary>
    public string? LockedBy { get; init; }

    [AllowedValues("reading", "merging")]
    [Description("What a running job is doing: reading the file, or merging its rows.")]
    public string? ProgressPhase { get; init; }

    [Description("Rows read so far by the running attempt.")]
    public long? RowsDone { get; init; }

    [Description("Estimate of all rows of the file, from the share of its bytes read so far.")]
    public long? RowsExpected { get; init; }

    [Description("When the job was queued.")]
    public DateTimeOffset CreatedAt { get; init; }

    [Description("When its first attempt began. Null before.")]
    public DateTimeOffset? StartedAt { get; init; }

    [Description("When it completed or failed. Null before.")]
    public DateTimeOffset? CompletedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Job>
    {
        public void Configure(EntityTypeBuilder<Job> job)
        {
            job.ToTable("jobs");
            job.HasOne(j => j.Dataset).WithMany().HasForeignKey(j => j.DatasetId);
            job.Property(j => j.Payload).HasColumnType("jsonb");
        }
    }
}
