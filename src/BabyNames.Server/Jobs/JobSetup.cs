using BabyNames.Data.Jobs;
using BabyNames.Data.Statistics;
using BabyNames.Server.Configuration;
using Quartz;

namespace BabyNames.Server.Jobs;

internal static class JobSetup
{
    /// <summary>Time to roll back and return a job after the grace period.</summary>
    private static readonly TimeSpan HandBackTime = TimeSpan.FromSeconds(5);

    /// <summary>Workers, scheduled by Quartz. Triggers are in memory; all state is in tables.</summary>
    public static void AddJobs(this IHostApplicationBuilder builder)
    {
        var options = builder.AddSettings<JobOptions>("Jobs");
        builder
            .Services.AddSingleton<JobQueue>()
            .AddSingleton<JobWorker>()
            .AddSingleton<WorkerActivity>()
            .AddSingleton<RefreshStatus>()
            .AddSingleton<StatisticsRefresher>()
            .AddSingleton<StatisticsCheck>();
        // Jobs and responses have the grace period; then jobs are returned to the queue.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout + HandBackTime);
        if (!options.Enabled)
            return;
        builder.Services.AddQuartz(quartz =>
        {
            for (var i = 0; i < options.Workers; i++)
                Add<JobPoller>(quartz, JobPoller.Key(i), options.PollInterval);
            Add<StatisticsPoller>(quartz, StatisticsPoller.Key, options.PollInterval);
            quartz.AddJob<Housekeeping>(job => job.WithIdentity(Housekeeping.Key).StoreDurably());
            quartz.AddTrigger(trigger => trigger.ForJob(Housekeeping.Key).WithCronSchedule(Housekeeping.EveryNight));
        });
        builder.Services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
        builder.Services.AddHostedService<JobListener>();
    }

    private static void Add<T>(IQuartzBuilder quartz, JobKey key, TimeSpan interval)
        where T : IJob
    {
        quartz.AddJob<T>(job => job.WithIdentity(key).StoreDurably());
        quartz.AddTrigger(trigger =>
            trigger.ForJob(key).StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever())
        );
    }
}
