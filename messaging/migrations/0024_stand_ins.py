import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0023_what_matters_today'),
        ('schools', '0004_roster_run_schools'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StandIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts', models.DateField(blank=True, null=True)),
                ('ends', models.DateField(blank=True, null=True)),
                ('source', models.CharField(choices=[('roster', 'Roster import'), ('directory', 'Directory'), ('office', 'School office')], default='office', max_length=12)),
                ('source_key', models.CharField(blank=True, default='', max_length=255)),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('with_history', models.BooleanField(db_default=False, default=False)),
                ('created_at', models.DateTimeField()),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='schools.group')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stand_ins', to='schools.school')),
                ('substitute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['owner', 'ends'], name='stand_in_of_owner'), models.Index(fields=['substitute', 'ends'], name='stand_in_by_substitute')],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts__isnull', True), ('ends__isnull', True), ('starts__lte', models.F('ends')), _connector='OR'), name='stand_in_dates'), models.CheckConstraint(condition=models.Q(('ends__isnull', False), ('starts__isnull', False)), name='stand_in_is_for_a_time'), models.CheckConstraint(condition=models.Q(('owner', models.F('substitute')), _negated=True), name='stand_in_is_somebody_else')],
            },
        ),
        migrations.AddField(
            model_name='participant',
            name='stand_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='messaging.standin'),
        ),
    ]
