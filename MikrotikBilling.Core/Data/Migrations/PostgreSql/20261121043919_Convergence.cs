using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Convergence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "BrakeCountsEnds",
                table: "SystemSettings",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<int>(
                name: "BrakeMinimum",
                table: "SystemSettings",
                type: "integer",
                nullable: false,
                defaultValue: 20);

            migrationBuilder.AddColumn<int>(
                name: "BrakePercent",
                table: "SystemSettings",
                type: "integer",
                nullable: false,
                defaultValue: 5);

            migrationBuilder.AddColumn<bool>(
                name: "RepairsDrift",
                table: "SystemSettings",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<string>(
                name: "SerialNumber",
                table: "Routers",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Adopts",
                table: "RouterAccounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "HeldSince",
                table: "RouterAccounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsByPerson",
                table: "RouterAccounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "IsHandsOff",
                table: "RouterAccounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "ProfilesOnRouters",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    RouterId = table.Column<Guid>(type: "uuid", nullable: false),
                    ProfileId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProfilesOnRouters", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ProfilesOnRouters_Profiles_ProfileId",
                        column: x => x.ProfileId,
                        principalTable: "Profiles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ProfilesOnRouters_Routers_RouterId",
                        column: x => x.RouterId,
                        principalTable: "Routers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReconcileRuns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    RouterId = table.Column<Guid>(type: "uuid", nullable: false),
                    Cause = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Repairs = table.Column<bool>(type: "boolean", nullable: false),
                    OfRunId = table.Column<Guid>(type: "uuid", nullable: true),
                    ByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    RequestedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    FinishedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Error = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    RowsRead = table.Column<int>(type: "integer", nullable: false),
                    Missing = table.Column<int>(type: "integer", nullable: false),
                    Changed = table.Column<int>(type: "integer", nullable: false),
                    Orphaned = table.Column<int>(type: "integer", nullable: false),
                    Conflicting = table.Column<int>(type: "integer", nullable: false),
                    Foreign = table.Column<int>(type: "integer", nullable: false),
                    Repaired = table.Column<int>(type: "integer", nullable: false),
                    IsBraked = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReconcileRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReconcileRuns_Routers_RouterId",
                        column: x => x.RouterId,
                        principalTable: "Routers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RouterDrifts",
                columns: table => new
                {
                    RouterId = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    NextAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    NextCause = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    ComparedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    LastRunId = table.Column<Guid>(type: "uuid", nullable: true),
                    Missing = table.Column<int>(type: "integer", nullable: false),
                    Changed = table.Column<int>(type: "integer", nullable: false),
                    Orphaned = table.Column<int>(type: "integer", nullable: false),
                    Conflicting = table.Column<int>(type: "integer", nullable: false),
                    Foreign = table.Column<int>(type: "integer", nullable: false),
                    IsBraked = table.Column<bool>(type: "boolean", nullable: false),
                    Error = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    Failures = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RouterDrifts", x => x.RouterId);
                    table.ForeignKey(
                        name: "FK_RouterDrifts_Routers_RouterId",
                        column: x => x.RouterId,
                        principalTable: "Routers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DriftLines",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    Category = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Menu = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    SubscriptionId = table.Column<Guid>(type: "uuid", nullable: true),
                    Detail = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    Commands = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    EndsSession = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DriftLines", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DriftLines_ReconcileRuns_RunId",
                        column: x => x.RunId,
                        principalTable: "ReconcileRuns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RouterAccounts_TenantId_HeldSince",
                table: "RouterAccounts",
                columns: new[] { "TenantId", "HeldSince" },
                filter: "\"HeldSince\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_DriftLines_RunId_Category_Id",
                table: "DriftLines",
                columns: new[] { "RunId", "Category", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ProfilesOnRouters_ProfileId",
                table: "ProfilesOnRouters",
                column: "ProfileId");

            migrationBuilder.CreateIndex(
                name: "IX_ProfilesOnRouters_RouterId_Kind_Name",
                table: "ProfilesOnRouters",
                columns: new[] { "RouterId", "Kind", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ProfilesOnRouters_RouterId_Kind_ProfileId",
                table: "ProfilesOnRouters",
                columns: new[] { "RouterId", "Kind", "ProfileId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReconcileRuns_RequestedAt",
                table: "ReconcileRuns",
                column: "RequestedAt");

            migrationBuilder.CreateIndex(
                name: "IX_ReconcileRuns_RouterId_State",
                table: "ReconcileRuns",
                columns: new[] { "RouterId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_ReconcileRuns_TenantId_RouterId_RequestedAt",
                table: "ReconcileRuns",
                columns: new[] { "TenantId", "RouterId", "RequestedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_RouterDrifts_NextAt",
                table: "RouterDrifts",
                column: "NextAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DriftLines");

            migrationBuilder.DropTable(
                name: "ProfilesOnRouters");

            migrationBuilder.DropTable(
                name: "RouterDrifts");

            migrationBuilder.DropTable(
                name: "ReconcileRuns");

            migrationBuilder.DropIndex(
                name: "IX_RouterAccounts_TenantId_HeldSince",
                table: "RouterAccounts");

            migrationBuilder.DropColumn(
                name: "BrakeCountsEnds",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "BrakeMinimum",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "BrakePercent",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "RepairsDrift",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "SerialNumber",
                table: "Routers");

            migrationBuilder.DropColumn(
                name: "Adopts",
                table: "RouterAccounts");

            migrationBuilder.DropColumn(
                name: "HeldSince",
                table: "RouterAccounts");

            migrationBuilder.DropColumn(
                name: "IsByPerson",
                table: "RouterAccounts");

            migrationBuilder.DropColumn(
                name: "IsHandsOff",
                table: "RouterAccounts");
        }
    }
}
